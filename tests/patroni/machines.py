"""Machines made of namespaces: each has its own network, processes, names and copies of /etc and /var, so that what is documented runs as it stands.

The program that uses this must itself run in network, mount and process namespaces of its own (tools/long patroni sees to it): it is the switch between the
machines, and whatever it started ends with it.
"""
import os
import re
import shutil
import signal
import subprocess
import time

# Process 1 of a machine: sets it up, then takes care of processes whose parents have ended.
INIT = """
set -e
hostname {name}
mount -t proc proc /proc
for place in etc var/lib var/log; do
  mkdir -p {folder}/$place/upper {folder}/$place/work
  mount -t overlay overlay -o lowerdir=/$place,upperdir={folder}/$place/upper,workdir={folder}/$place/work /$place
done
mount -t tmpfs tmpfs /run
install -d -o postgres -m 2775 /run/postgresql
ip link set lo up
touch {folder}/up
exec python3 -S -c 'import signal
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True: signal.pause()'
"""


def documented_files(markdown: str) -> dict[str, str]:
    """The files that a document shows in full: each fenced block whose first line is a comment with a path."""
    return {path: text for path, text in re.findall(r"^```\w+\n# (/\S+)\n(.*?)^```$", markdown, re.MULTILINE | re.DOTALL)}


class Machine:
    """One of three. `number` is 1 to 3; the document describes number 1."""

    def __init__(self, number: int, folder: str, files: dict[str, str]):
        self.number, self.name, self.folder = number, f"db{number}", f"{folder}/db{number}"
        self.inside, self.outside = f"10.0.0.1{number}", f"10.0.1.1{number}"
        self.files = {path: "".join(map(self.own, text.splitlines(keepends=True))) for path, text in files.items()}
        self.process, self.init = None, 0
        self.secrets = ""  # a folder with those of the first machine
        self.services: dict[str, str] = {}
        self.started: dict[str, subprocess.Popen] = {}
        os.makedirs(self.folder)

    def own(self, line: str) -> str:
        """A line of machine 1 as it is on this one; what lists all three is the same everywhere."""
        if "10.0.0.12" in line:
            return line
        line = line.replace("db1", self.name).replace("10.0.0.11", self.inside).replace("10.0.1.11", self.outside)
        return line.replace("node = 0", f"node = {self.number - 1}")

    def switch_on(self) -> None:
        up = f"{self.folder}/up"
        if os.path.exists(up):
            os.remove(up)
        init = INIT.format(name=self.name, folder=self.folder)
        self.process = subprocess.Popen(["unshare", "--net", "--pid", "--mount", "--uts", "--fork", "--kill-child", "sh", "-c", init], stderr=subprocess.DEVNULL)
        wait_for(f"{self.name} is on", lambda: os.path.exists(up), 10)
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="ascii") as children:
            self.init = int(children.read().split()[0])
        for network, address in (("inside", self.inside), ("outside", self.outside)):
            port = f"{network}{self.number}"
            ip("link", "add", port, "type", "veth", "peer", "name", network, "netns", str(self.init))
            ip("link", "set", port, "master", network, "up")
            self.run("ip", "address", "add", f"{address}/24", "dev", network)
            self.run("ip", "link", "set", network, "up")
        for path, text in self.files.items():
            owner, mode = ("postgres", "600") if "PASSWORD-1" in text else ("root", "644")
            self.run("install", "-D", "-o", owner, "-m", mode, "/dev/stdin", path, given=text)
        self.run("install", "-d", "-m", "700", "/var/lib/gongshi")
        if self.secrets:
            self.run("cp", "-a", self.secrets, "/var/lib/gongshi/")
        for name in self.services:
            self.start(name)

    def switch_off(self) -> None:
        """As when the power goes: nothing is sent any more, and all processes are gone at once."""
        for network in ("inside", "outside"):
            ip("link", "set", f"{network}{self.number}", "nomaster")
        os.kill(self.init, signal.SIGKILL)
        for network in ("inside", "outside"):
            ip("link", "delete", f"{network}{self.number}")
        for process in (self.process, *self.started.values()):
            process.wait()

    def empty(self) -> None:
        """Its disk is a new one."""
        for place in ("etc", "var"):
            shutil.rmtree(f"{self.folder}/{place}")

    def unplug(self) -> None:
        """From the other machines; the balancer still reaches it."""
        ip("link", "set", f"inside{self.number}", "nomaster")

    def plug_in(self) -> None:
        ip("link", "set", f"inside{self.number}", "master", "inside")

    def enter(self, *words: str) -> list[str]:
        return ["nsenter", "--target", str(self.init), "--net", "--pid", "--mount", "--uts", "--", *words]

    def run(self, *words: str, given: str = "") -> str:
        done = subprocess.run(self.enter(*words), input=given, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{self.name}: {words} failed: {done.stderr.strip()}")
        return done.stdout

    def add_service(self, name: str, command: str) -> None:
        self.services[name] = command
        self.start(name)

    def start(self, name: str) -> None:
        """A service is started again two seconds after it ends, as its unit says; its log is in the machine's folder."""
        loop = f"while :; do {self.services[name]}; sleep 2; done"
        with open(f"{self.folder}/{name}.log", "ab") as log:
            self.started[name] = subprocess.Popen(self.enter("sh", "-c", loop), stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)

    def stop(self, name: str) -> None:
        os.killpg(self.started[name].pid, signal.SIGKILL)
        self.started[name].wait()

    def log(self, name: str) -> str:
        with open(f"{self.folder}/{name}.log", encoding="utf-8", errors="replace") as log:
            return log.read()


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def make_networks(addresses: dict[str, str]) -> None:
    """A switch for each network, by which this program has `addresses`."""
    ip("link", "set", "lo", "up")
    for network, address in addresses.items():
        ip("link", "add", network, "type", "bridge")
        ip("address", "add", f"{address}/24", "dev", network)
        ip("link", "set", network, "up")


def wait_for(what: str, done, seconds: float):
    """What `done` returns, once it is true."""
    until = time.monotonic() + seconds
    while not (result := done()):
        if time.monotonic() > until:
            raise RuntimeError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.2)
    return result
