"""Where the pelvis stands: the network, the outline, the waist."""
