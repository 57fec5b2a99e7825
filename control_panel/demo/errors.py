"""What can stop the demonstration, in words."""


class DemoFailed(Exception):
    """The demonstration could not go on; says where, why and what to do."""
