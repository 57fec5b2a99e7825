"""The standby panel: in the courtroom, it takes a running hearing's log over when the court's server is lost, and hands it back."""
