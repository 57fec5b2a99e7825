"""What is bolted down: courtroom, seat, scene, device; YAML profiles and their schema."""
