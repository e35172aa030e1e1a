"""What starts the commands when nobody is there: cron's lines, systemd's units, our own daemon."""
