"""The agent of a custody room: stands for one person who takes part in hearings of other rooms."""
