CREATE SCHEMA IF NOT EXISTS reservation;

CREATE TABLE IF NOT EXISTS reservation.room (
    id int PRIMARY KEY,
    open boolean NOT NULL DEFAULT true,
    status text NOT NULL DEFAULT 'active'
);

CREATE TABLE IF NOT EXISTS reservation.booking (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    room_id int NOT NULL REFERENCES reservation.room,
    day date NOT NULL,
    guest varchar(40) NOT NULL,
    CONSTRAINT booking_room_day_key UNIQUE (room_id, day)
);

CREATE TABLE IF NOT EXISTS reservation.log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    room_id int NOT NULL,
    wishes int NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO reservation.room VALUES (1, true), (2, false) ON CONFLICT DO NOTHING;
