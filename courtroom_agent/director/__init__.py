"""The director: whose picture the program shows, by who speaks, and never a protected seat."""
