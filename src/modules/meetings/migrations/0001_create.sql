-- One meeting 会议, or a discussion of a hot topic, which has no place and no agenda. `version` moves with everything that changes in it, so that who watches knows what they have.
CREATE TABLE meetings_meeting (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL,
  form TEXT NOT NULL,
  title TEXT NOT NULL,
  topic TEXT NOT NULL,
  plan_item TEXT NOT NULL,
  place TEXT NOT NULL,
  chair BIGINT NOT NULL,
  audience TEXT NOT NULL,
  signing_up BIGINT NOT NULL,
  speaking_until BIGINT,
  consultation BIGINT NOT NULL, -- whose statements were gathered beforehand and are voted on; 0: none
  video TEXT NOT NULL,
  video_address TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  opened_at BIGINT,
  ended_at BIGINT,
  exchange_held BIGINT NOT NULL,
  exchange TEXT NOT NULL,
  ordered_by_hand BIGINT NOT NULL,
  order_reason TEXT NOT NULL,
  created_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX meetings_meeting_of_assembly ON meetings_meeting (assembly, starts_at, id);
CREATE INDEX meetings_meeting_by_time ON meetings_meeting (starts_at, id) WHERE state <> 'draft';
CREATE INDEX meetings_meeting_under_way ON meetings_meeting (state) WHERE state IN ('open', 'suspended');

CREATE TABLE meetings_agenda_item (
  meeting BIGINT NOT NULL REFERENCES meetings_meeting (id),
  number BIGINT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  minutes BIGINT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  PRIMARY KEY (meeting, number)
);

-- Who is asked to come. `voting`: counts where the Standing Committee adopts something, present or not. `unit`: the department somebody answers for.
CREATE TABLE meetings_participant (
  id BIGINT PRIMARY KEY,
  meeting BIGINT NOT NULL REFERENCES meetings_meeting (id),
  person BIGINT NOT NULL,
  name TEXT NOT NULL,
  sector BIGINT NOT NULL,
  party BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  capacity TEXT NOT NULL,
  voting BIGINT NOT NULL,
  answer TEXT NOT NULL,
  reason TEXT NOT NULL,
  substitute TEXT NOT NULL,
  answered_at BIGINT,
  decided_by BIGINT NOT NULL,
  present TEXT NOT NULL,
  present_at BIGINT,
  UNIQUE (meeting, person)
);
CREATE INDEX meetings_participant_of_person ON meetings_participant (person, meeting);

-- Leaders and experts who come without an account.
CREATE TABLE meetings_guest (
  meeting BIGINT NOT NULL REFERENCES meetings_meeting (id),
  number BIGINT NOT NULL,
  office TEXT NOT NULL,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  came BIGINT NOT NULL,
  PRIMARY KEY (meeting, number)
);

-- 党派保留发言席: these bodies have a place to speak whether they have named anybody yet or not.
CREATE TABLE meetings_reserved (
  meeting BIGINT NOT NULL REFERENCES meetings_meeting (id),
  body BIGINT NOT NULL,
  PRIMARY KEY (meeting, body)
);

-- Who speaks, in one list: speeches 发言, answers of departments 回应, points of order 程序性发言.
CREATE TABLE meetings_speech (
  id BIGINT PRIMARY KEY,
  meeting BIGINT NOT NULL REFERENCES meetings_meeting (id),
  kind TEXT NOT NULL,
  person BIGINT NOT NULL,
  name TEXT NOT NULL,
  sector BIGINT NOT NULL,
  body BIGINT NOT NULL,
  manner TEXT NOT NULL,
  topic TEXT NOT NULL,
  text TEXT NOT NULL,
  minutes BIGINT NOT NULL,
  answers BIGINT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  place BIGINT NOT NULL,
  applied_at BIGINT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX meetings_speech_of_meeting ON meetings_speech (meeting, state, place);
CREATE INDEX meetings_speech_of_person ON meetings_speech (person, state);

CREATE TABLE meetings_poll (
  id BIGINT PRIMARY KEY,
  meeting BIGINT NOT NULL REFERENCES meetings_meeting (id),
  kind TEXT NOT NULL,
  question TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT,
  electorate BIGINT NOT NULL, -- how many could vote when it was closed
  adopted BIGINT NOT NULL
);
CREATE INDEX meetings_poll_of_meeting ON meetings_poll (meeting, id);

CREATE TABLE meetings_option (
  poll BIGINT NOT NULL REFERENCES meetings_poll (id),
  number BIGINT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (poll, number)
);

-- A show of hands: named, as in a hall.
CREATE TABLE meetings_hand (
  poll BIGINT NOT NULL REFERENCES meetings_poll (id),
  person BIGINT NOT NULL,
  sector BIGINT NOT NULL,
  choice BIGINT NOT NULL,
  PRIMARY KEY (poll, person)
);

-- What who watches writes. Shown only once it was read.
CREATE TABLE meetings_message (
  id BIGINT PRIMARY KEY,
  meeting BIGINT NOT NULL REFERENCES meetings_meeting (id),
  author BIGINT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL,
  at BIGINT NOT NULL,
  shown_at BIGINT,
  likes BIGINT NOT NULL,
  message_group BIGINT NOT NULL
);
CREATE INDEX meetings_message_shown ON meetings_message (meeting, shown_at, id) WHERE state = 'approved';
CREATE INDEX meetings_message_of_meeting ON meetings_message (meeting, id);
CREATE INDEX meetings_message_of_author ON meetings_message (author, meeting);
CREATE INDEX meetings_message_of_group ON meetings_message (message_group) WHERE message_group <> 0;

CREATE TABLE meetings_like (
  message BIGINT NOT NULL REFERENCES meetings_message (id),
  person BIGINT NOT NULL,
  PRIMARY KEY (message, person)
);

CREATE INDEX meetings_like_of_person ON meetings_like (person, message);

-- Messages that say the same, and what became of them.
CREATE TABLE meetings_group (
  id BIGINT PRIMARY KEY,
  meeting BIGINT NOT NULL REFERENCES meetings_meeting (id),
  title TEXT NOT NULL,
  answer TEXT NOT NULL,
  answered_at BIGINT,
  point BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX meetings_group_of_meeting ON meetings_group (meeting, id);

-- How many watched, by channel: people or person-times 人次, never added up.
CREATE TABLE meetings_count (
  id BIGINT PRIMARY KEY,
  meeting BIGINT NOT NULL REFERENCES meetings_meeting (id),
  channel TEXT NOT NULL,
  source TEXT NOT NULL,
  unit TEXT NOT NULL,
  value BIGINT NOT NULL,
  at BIGINT NOT NULL,
  entered_by BIGINT NOT NULL
);
CREATE INDEX meetings_count_of_meeting ON meetings_count (meeting, channel, unit, at);

-- What was said, typed while it is said, or read from a file: it stands below the picture.
CREATE TABLE meetings_caption (
  id BIGINT PRIMARY KEY,
  meeting BIGINT NOT NULL REFERENCES meetings_meeting (id),
  from_at BIGINT NOT NULL,
  to_at BIGINT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX meetings_caption_of_meeting ON meetings_caption (meeting, from_at, id);

-- What is to come of it: each is handled by units. `speech`, `message_group`: where it was said; 0: elsewhere.
CREATE TABLE meetings_point (
  id BIGINT NOT NULL UNIQUE,
  meeting BIGINT NOT NULL REFERENCES meetings_meeting (id),
  number BIGINT NOT NULL,
  speech BIGINT NOT NULL,
  message_group BIGINT NOT NULL,
  text TEXT NOT NULL,
  handed_over_at BIGINT,
  PRIMARY KEY (meeting, number)
);

-- 建议案: adopted by the Standing Committee. Each edition stays; `state` is moved by the vote on it.
CREATE TABLE meetings_recommendation (
  id BIGINT PRIMARY KEY,
  meeting BIGINT NOT NULL REFERENCES meetings_meeting (id),
  title TEXT NOT NULL,
  addressee TEXT NOT NULL,
  text TEXT NOT NULL,
  edition BIGINT NOT NULL,
  state TEXT NOT NULL,
  poll BIGINT NOT NULL,
  decided_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX meetings_recommendation_of_meeting ON meetings_recommendation (meeting, id);

CREATE TABLE meetings_edition (
  recommendation BIGINT NOT NULL REFERENCES meetings_recommendation (id),
  edition BIGINT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  at BIGINT NOT NULL,
  written_by BIGINT NOT NULL,
  PRIMARY KEY (recommendation, edition)
);

-- 修改意见: of which edition, and what became of it.
CREATE TABLE meetings_amendment (
  id BIGINT PRIMARY KEY,
  recommendation BIGINT NOT NULL REFERENCES meetings_recommendation (id),
  edition BIGINT NOT NULL,
  person BIGINT NOT NULL,
  name TEXT NOT NULL,
  passage TEXT NOT NULL,
  wording TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  word TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX meetings_amendment_of_recommendation ON meetings_amendment (recommendation, id);
