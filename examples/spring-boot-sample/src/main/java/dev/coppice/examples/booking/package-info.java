/** Rooms and their bookings: a small application on Spring Boot that writes by ops. */
@NullMarked
package dev.coppice.examples.booking;

import org.jspecify.annotations.NullMarked;
