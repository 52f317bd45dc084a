"""An AWS of its own on loopback, for one test: IAM, STS and S3 by moto.

Writes its port into the file of the first argument, and ends when the process that started it is gone.
"""

import os
import sys
import time

from moto.server import ThreadedMotoServer

parent = os.getppid()
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
_, port = server.get_host_and_port()
with open(sys.argv[1] + ".new", "w") as file:
    file.write(str(port))
# Whoever waits for the file finds it whole.
os.rename(sys.argv[1] + ".new", sys.argv[1])
while os.getppid() == parent:
    time.sleep(0.05)
