from schaufenster.showcase.drawing import *
