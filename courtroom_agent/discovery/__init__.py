"""What is plugged into this computer or answers on its network; nothing is asked that could move or switch a device."""
