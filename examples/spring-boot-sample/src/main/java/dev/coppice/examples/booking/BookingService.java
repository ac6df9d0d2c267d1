package dev.coppice.examples.booking;

import static dev.coppice.examples.booking.Tables.BOOKING;
import static dev.coppice.examples.booking.Tables.BOOKING_ID;
import static dev.coppice.examples.booking.Tables.DAY;
import static dev.coppice.examples.booking.Tables.GUEST;
import static dev.coppice.examples.booking.Tables.ROOM;
import static dev.coppice.examples.booking.Tables.ROOM_ID;
import static dev.coppice.examples.booking.Tables.ROOM_KEY;
import static dev.coppice.examples.booking.Tables.ROOM_OPEN;
import static dev.coppice.ops.Expectation.notNull;
import static dev.coppice.ops.Expectation.unique;

import dev.coppice.ops.Creator;
import dev.coppice.ops.Gate;
import dev.coppice.ops.Key;
import dev.coppice.ops.Ops;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Updater;
import java.util.List;
import java.util.Optional;
import org.jooq.Record;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Books rooms. The entry in the log and the bookings are of one transaction, though two libraries write them. */
@Service
class BookingService {
    private final Ops ops;
    private final JdbcClient client;

    BookingService(Ops ops, JdbcClient client) {
        this.ops = ops;
        this.client = client;
    }

    /** Books one day. Not booked is an outcome and leaves the entry; only an exception takes it back. */
    @Transactional
    public Outcome<Record> book(int room, Booking.Wish wish) {
        log(room, 1);
        return ops.write(w -> w.create(booking(room, wish)));
    }

    /** Books all days or none, and leaves no entry if none. */
    @Transactional
    public List<Booking> bookAll(int room, List<Booking.Wish> wishes) {
        log(room, wishes.size());
        var bookings = wishes.stream().map(wish -> booking(room, wish)).toList();
        return ops.write(w -> w.createAll(bookings)).stream()
                .map(applied -> Booking.of(applied.row()))
                .toList();
    }

    /** Books each day on its own: one that is taken harms no other. */
    @Transactional
    public List<Outcome<Record>> bookEach(int room, List<Booking.Wish> wishes) {
        log(room, wishes.size());
        var bookings = wishes.stream().map(wish -> booking(room, wish)).toList();
        return ops.write(w -> w.createEach(bookings));
    }

    /** Books for somebody else. No other library takes part, so the transaction may be that of ops. */
    public Outcome<Record> changeGuest(long booking, String guest) {
        return ops.write(
                w -> w.update(Updater.of(BOOKING).key(BOOKING_ID, booking).set(GUEST, guest)));
    }

    /** The booking of this number. */
    public Optional<Booking> find(long booking) {
        return ops.read(r -> r.find(Key.in(BOOKING).with(BOOKING_ID, booking)).map(Booking::of));
    }

    private static Creator<Record> booking(int room, Booking.Wish wish) {
        return Creator.into(BOOKING)
                .set(ROOM_ID, room)
                .set(DAY, wish.day())
                .set(GUEST, wish.guest())
                .onlyIf(Gate.exists(ROOM).where(ROOM_KEY.eq(room).and(ROOM_OPEN)))
                .expect(unique("booking_room_day_key"), DayTaken::new)
                .expect(notNull(), Incomplete::new);
    }

    private void log(int room, int wishes) {
        client.sql("INSERT INTO reservation.log (room_id, wishes) VALUES (?, ?)")
                .params(room, wishes)
                .update();
    }
}
