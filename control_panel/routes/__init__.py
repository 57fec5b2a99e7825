"""What the panel answers, one file a noun. Each route checks who calls; the rest of the panel decides."""
