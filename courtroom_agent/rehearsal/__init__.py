"""The dawn rehearsal (庭前自检): a courtroom holds a short hearing with itself and says what it found."""
