"""Scenes: what must be true of the room at each moment of a hearing, made true, proven, and kept."""
