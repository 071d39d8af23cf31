CREATE TABLE conferences_room (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject BIGINT NOT NULL,
  assembly BIGINT NOT NULL,
  title TEXT NOT NULL,
  link TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT
);
CREATE UNIQUE INDEX conferences_room_of_subject ON conferences_room (kind, subject);
CREATE INDEX conferences_room_of_assembly ON conferences_room (assembly, id DESC);
CREATE TABLE conferences_guest (
  id BIGINT PRIMARY KEY,
  room BIGINT NOT NULL,
  person BIGINT NOT NULL,
  role TEXT NOT NULL,
  place TEXT NOT NULL,
  shown_as TEXT NOT NULL,
  invited_at BIGINT NOT NULL,
  entered_at BIGINT,
  hand_at BIGINT,
  removed_at BIGINT
);
CREATE UNIQUE INDEX conferences_guest_in_room ON conferences_guest (room, person);
CREATE INDEX conferences_guest_rooms ON conferences_guest (person, room DESC);
