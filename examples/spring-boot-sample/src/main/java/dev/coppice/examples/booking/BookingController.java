package dev.coppice.examples.booking;

import dev.coppice.ops.BatchRejected;
import dev.coppice.ops.Outcome;
import java.util.List;
import org.jooq.Record;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Bookings over HTTP. */
@RestController
class BookingController {
    private final BookingService bookings;

    BookingController(BookingService bookings) {
        this.bookings = bookings;
    }

    @PostMapping("/rooms/{room}/bookings")
    ResponseEntity<Object> book(@PathVariable int room, @RequestBody Booking.Wish wish) {
        return answer(bookings.book(room, wish), HttpStatus.CREATED);
    }

    @PostMapping("/rooms/{room}/bookings/all")
    @ResponseStatus(HttpStatus.CREATED)
    List<Booking> bookAll(@PathVariable int room, @RequestBody List<Booking.Wish> wishes) {
        return bookings.bookAll(room, wishes);
    }

    /** One answer for each wish, in the order of the wishes; 200 says that all were tried. */
    @PostMapping("/rooms/{room}/bookings/each")
    List<Answer> bookEach(@PathVariable int room, @RequestBody List<Booking.Wish> wishes) {
        return bookings.bookEach(room, wishes).stream().map(Answer::of).toList();
    }

    @PutMapping("/bookings/{id}/guest")
    ResponseEntity<Object> changeGuest(@PathVariable long id, @RequestBody String guest) {
        return answer(bookings.changeGuest(id, guest), HttpStatus.OK);
    }

    @GetMapping("/bookings/{id}")
    ResponseEntity<Booking> find(@PathVariable long id) {
        return ResponseEntity.of(bookings.find(id));
    }

    /** By now the transaction is rolled back. */
    @ExceptionHandler
    ResponseEntity<Object> rejected(BatchRejected rejected) {
        return Answer.of(rejected.outcome()).response();
    }

    private static ResponseEntity<Object> answer(Outcome<Record> outcome, HttpStatus applied) {
        return outcome instanceof Outcome.Applied<Record> done
                ? ResponseEntity.status(applied).body(Booking.of(done.row()))
                : Answer.of(outcome).response();
    }
}
