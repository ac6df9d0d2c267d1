package dev.coppice.examples.booking;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import java.time.LocalDate;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The tables of {@code schema.sql} by name; generated classes do as well. */
final class Tables {
    static final Table<Record> ROOM = DSL.table(name("reservation", "room"));
    static final Field<Integer> ROOM_KEY = field(name("reservation", "room", "id"), SQLDataType.INTEGER);
    static final Field<Boolean> ROOM_OPEN = field(name("reservation", "room", "open"), SQLDataType.BOOLEAN);

    static final Table<Record> BOOKING = DSL.table(name("reservation", "booking"));
    static final Field<Long> BOOKING_ID = field(name("reservation", "booking", "id"), SQLDataType.BIGINT);
    static final Field<Integer> ROOM_ID = field(name("reservation", "booking", "room_id"), SQLDataType.INTEGER);
    static final Field<LocalDate> DAY = field(name("reservation", "booking", "day"), SQLDataType.LOCALDATE);
    static final Field<String> GUEST = field(name("reservation", "booking", "guest"), SQLDataType.VARCHAR);

    private Tables() {}
}
