"""Cameras that people move: by joystick, by a rectangle drawn on the picture, to views they have stored."""
