"""The agent's side of fitting a room: what is there, which is which, what each device answers, and the file to run by."""
