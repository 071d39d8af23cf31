"""Three machines with etcd, PostgreSQL under Patroni and Gongshi, as docs/operations.md describes them, whose primary fails again and again.

run.py GONGSHI COUNT: COUNT times something happens, in turns as in EVENTS, while nine clients write. At the end each acknowledged draft is there once, and all three
machines hold the same bytes.
"""
import collections
import dataclasses
import hashlib
import itertools
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable

from load import NOBODYS_CERTIFICATE, PORT, Session, Writer
from machines import Machine, documented_files, make_networks, wait_for

HERE = os.path.dirname(os.path.abspath(__file__))
REST = 20  # s of load between two events
PATIENCE = 180  # s for a machine to be back in its place


def members_by(number: int) -> dict[str, dict]:
    """What Patroni on one machine says of the cluster, by machine; empty when it does not answer."""
    try:
        with urllib.request.urlopen(f"http://10.0.0.1{number}:8008/cluster", timeout=2) as answer:
            return {member["name"]: member for member in json.load(answer)["members"]}
    except (OSError, ValueError):
        return {}


def members() -> dict[str, dict]:
    return members_by(1) or members_by(2) or members_by(3)


def whole():
    """Whether all three say that all three are where they belong: what docs/operations.md says to check."""
    views = [members_by(number) for number in (1, 2, 3)]
    roles = [{name: member["role"] for name, member in view.items()} for view in views]
    agreed = roles[0] == roles[1] == roles[2] and sorted(roles[0].values()) == ["leader", "replica", "sync_standby"]
    running = all(member["state"] in ("running", "streaming") and member.get("lag", 0) == 0 for view in views for member in view.values())
    one_timeline = len({member.get("timeline") for view in views for member in view.values()}) == 1
    return agreed and running and one_timeline


def machine_in(role: str, machines: list[Machine]) -> Machine:
    return next(machine for machine in machines if members().get(machine.name, {}).get("role") == role)


def as_postgres(machine: Machine, *words: str, given: str = "") -> str:
    return machine.run("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *words, given=given)


def ready(machine: Machine) -> bool:
    try:
        with urllib.request.urlopen(f"https://{machine.outside}:{PORT}/readyz", timeout=2, context=NOBODYS_CERTIFICATE) as answer:
            return answer.status == 200
    except OSError:
        return False


def set_up(machines: list[Machine], gongshi: str) -> str:
    """The documented steps; a token to sign in as a clerk with."""
    for machine in machines:
        machine.switch_on()
        machine.add_service("etcd", "setpriv --reuid=etcd --regid=etcd --clear-groups env $(cat /etc/default/etcd) /usr/bin/etcd")
    for machine in machines:
        wait_for("etcd is healthy", lambda: "true" in machine.run("sh", "-c", f"ETCDCTL_API=3 etcdctl --endpoints {machine.inside}:2379 endpoint health -w json || true"), 30)
        machine.add_service("patroni", "cd / && setpriv --reuid=postgres --regid=postgres --init-groups env HOME=/var/lib/postgresql /usr/bin/patroni /etc/patroni/config.yml")
    wait_for("the cluster is whole", whole, PATIENCE)
    first, leader = machines[0], machine_in("leader", machines)
    as_postgres(leader, "psql", "--quiet", given="CREATE ROLE gongshi LOGIN PASSWORD 'PASSWORD-3'")
    as_postgres(leader, "createdb", "--owner", "gongshi", "--encoding", "UTF8", "--locale", "C.UTF-8", "--template", "template0", "gongshi")
    serve = f"{gongshi} serve --config /etc/gongshi/gongshi.toml --data /var/lib/gongshi --pace 0"
    first.run("sh", "-c", f"{gongshi} demo load --config /etc/gongshi/gongshi.toml --data /var/lib/gongshi")
    shutil.copytree(f"{first.folder}/var/lib/upper/gongshi/secrets", secrets := f"{first.folder}/../secrets")
    for machine in machines:
        machine.secrets = secrets
        machine.run("cp", "-a", secrets, "/var/lib/gongshi/")
    first.add_service("gongshi", f"{serve} --demo")
    for machine in machines[1:]:
        machine.add_service("gongshi", serve)
    for machine in machines:
        wait_for(f"Gongshi on {machine.name} is ready", lambda: ready(machine), 60)
    first.services["gongshi"] = serve
    return wait_for("the link of a clerk", lambda: re.findall(r"try as clerk .*/link#(\S+)\n", first.log("gongshi")), 10)[0]


def switch_over(machine: Machine, _: Machine) -> None:
    as_postgres(machine, "patronictl", "-c", "/etc/patroni/config.yml", "switchover", "gongshi", "--leader", machine.name, "--force")


def replace(machine: Machine, other: Machine) -> None:
    """A machine of the same name with an empty disk: etcd forgets the old one first."""
    etcdctl = f"ETCDCTL_API=3 etcdctl --endpoints {other.inside}:2379 member"
    other.run("sh", "-c", f"{etcdctl} remove $({etcdctl} list | grep {machine.name} | cut -d, -f1)")
    other.run("sh", "-c", f"{etcdctl} add {machine.name} --peer-urls=http://{machine.inside}:2380")
    machine.empty()
    machine.files["/etc/default/etcd"] = machine.files["/etc/default/etcd"].replace("STATE=new", "STATE=existing")
    machine.switch_on()


@dataclasses.dataclass
class Event:
    name: str
    whom: str  # the machine in this role
    begin: Callable[[Machine, Machine], None]  # with another one
    mend: Callable[[Machine, Machine], None]


POWER = Event("the primary loses its power", "leader", lambda machine, _: machine.switch_off(), lambda machine, _: machine.switch_on())
CUT = Event("the primary is cut off, with clients", "leader", lambda machine, _: machine.unplug(), lambda machine, _: machine.plug_in())
EVENTS = (POWER, CUT, POWER, CUT,
          Event("the standby loses its power", "sync_standby", lambda machine, _: machine.switch_off(), lambda machine, _: machine.switch_on()),
          POWER, CUT, POWER, CUT,
          Event("switchover", "leader", switch_over, lambda *_: None),
          POWER, CUT, POWER, CUT,
          Event("a machine is replaced", "replica", lambda machine, _: machine.switch_off(), replace))


def main() -> None:
    gongshi, count = sys.argv[1], int(sys.argv[2])
    with open(f"{HERE}/../../docs/operations.md", encoding="utf-8") as document:
        files = {path: text for path, text in documented_files(document.read()).items() if path.split("/")[2] in ("default", "patroni", "gongshi")}
    folder = tempfile.mkdtemp(prefix="gongshi-patroni.")
    os.chmod(folder, 0o755)
    make_networks({"inside": "10.0.0.1", "outside": "10.0.1.2"})
    machines = [Machine(number, folder, files) for number in (1, 2, 3)]
    print(f"the machines' logs are in {folder}", flush=True)
    token = set_up(machines, gongshi)
    servers = [machine.outside for machine in machines]
    session = Session(servers[0], token)
    city = as_postgres(machine_in("leader", machines), "psql", "--no-align", "--tuples-only", "gongshi", given="SELECT id FROM assemblies_assembly WHERE code = 'demo'").strip()
    path = f"/api/v1/assemblies/{city}/consultations"
    writers = [Writer(f"roams{n}", session, path, servers[n:] + servers[:n], False) for n in range(3)]
    writers += [Writer(f"stays{n}-{which}", session, path, [server], True) for n, server in enumerate(servers) for which in range(2)]
    for writer in writers:
        writer.start()

    def acknowledged():
        return [one for writer in writers for one in list(writer.acknowledged)]

    pauses, alone = collections.defaultdict(list), 0
    for number, event in zip(range(1, count + 1), itertools.cycle(EVENTS)):
        time.sleep(REST)
        machine = machine_in(event.whom, machines)
        other = next(one for one in machines if one is not machine)
        event.begin(machine, other)
        began = time.monotonic()

        def answers(elsewhere: bool):
            return [one for one in acknowledged() if one.sent_at > began and (one.server != machine.outside) == elsewhere]

        if event.whom == "leader":
            wait_for("another one leads", lambda: any(member["role"] == "leader" and name != machine.name for name, member in members().items()), PATIENCE)
        wait_for("somebody is answered again", lambda: answers(True), PATIENCE)
        time.sleep(5)
        times = sorted([began] + [one.answered_at for one in answers(True)])
        pause = max(later - earlier for earlier, later in itertools.pairwise(times))
        pauses[event.name].append(pause)
        if event is CUT:
            time.sleep(REST)
            alone += len(answers(False))
        mended = time.monotonic()
        event.mend(machine, other)
        wait_for(f"{machine.name} is back", whole, PATIENCE)
        print(f"{number}. {machine.name}, {event.name}: {pause:.1f} s without writes, back in its place {time.monotonic() - mended:.0f} s after it was mended; {len(acknowledged())} acknowledged", flush=True)
    time.sleep(REST)
    for writer in writers:
        writer.ending.set()
    for writer in writers:
        writer.join(60)
    for machine in machines:
        machine.stop("gongshi")
    wait_for("the standbys have everything", whole, 60)
    time.sleep(3)

    stored = as_postgres(machine_in("leader", machines), "psql", "--no-align", "--tuples-only", "--field-separator=\t", "gongshi",
                         given="SELECT title, id FROM consultation_consultation WHERE title LIKE 'roams%' OR title LIKE 'stays%'").splitlines()
    told = collections.Counter(f"{one.title}\t{one.id}" for one in acknowledged())
    found = collections.Counter(stored)
    dumps = {machine.name: hashlib.sha256("".join(line for line in as_postgres(machine, "pg_dump", "gongshi").splitlines(keepends=True) if "restrict " not in line).encode()).hexdigest()
             for machine in machines}
    wrong = [sentence for writer in writers for sentence in writer.wrong]
    rewound = sum(machine.log("patroni").count("running pg_rewind from") for machine in machines)
    for name, seconds in pauses.items():
        print(f"{name}: {len(seconds)} times; without writes for {statistics.median(seconds):.1f} s (median), {max(seconds):.1f} s (at most)")
    print(f"{len(told)} acknowledged, {sum(writer.refused for writer in writers)} tries without an answer, {sum(writer.read for writer in writers)} read back; "
          f"{len(told - found)} lost, {len(found - told)} doubled or unknown, {len(wrong)} wrong answers, {alone} acknowledged by a primary that was cut off; "
          f"{rewound} times pg_rewind; {'the three hold the same' if len(set(dumps.values())) == 1 else 'the three differ: ' + str(dumps)}")
    for sentence in wrong[:10]:
        print("  " + sentence)
    if told != found or wrong or alone or len(set(dumps.values())) != 1:
        sys.exit(1)
    for machine in machines:
        machine.switch_off()
    shutil.rmtree(folder)


main()
