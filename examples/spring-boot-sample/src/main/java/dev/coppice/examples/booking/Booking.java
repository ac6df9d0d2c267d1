package dev.coppice.examples.booking;

import static dev.coppice.examples.booking.Tables.BOOKING_ID;
import static dev.coppice.examples.booking.Tables.DAY;
import static dev.coppice.examples.booking.Tables.GUEST;

import java.time.LocalDate;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** A booking as others see it. */
record Booking(long id, LocalDate day, String guest) {
    static Booking of(Record row) {
        return new Booking(row.get(BOOKING_ID), row.get(DAY), row.get(GUEST));
    }

    /** What somebody asks for; what they leave out is null, and the table's to refuse. */
    record Wish(@Nullable LocalDate day, @Nullable String guest) {}
}
