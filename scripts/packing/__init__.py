"""A folder for a USB stick: the kit, a contest, and the packages for a whole class's computers."""
