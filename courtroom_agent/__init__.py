"""The program on the courtroom PC: devices, scenes, capture, picture, edge recording, publishing."""
