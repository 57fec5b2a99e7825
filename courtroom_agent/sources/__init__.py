"""Where pictures and sound come from: simulated seats, files, cameras and microphones on this machine or the network."""
