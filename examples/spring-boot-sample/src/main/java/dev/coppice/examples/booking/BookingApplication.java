package dev.coppice.examples.booking;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the application. */
@SpringBootApplication
public class BookingApplication {
    /** Starts it with Spring Boot's usual arguments. */
    public static void main(String[] arguments) {
        SpringApplication.run(BookingApplication.class, arguments);
    }
}
