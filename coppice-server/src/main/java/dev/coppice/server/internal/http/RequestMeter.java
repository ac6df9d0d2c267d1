package dev.coppice.server.internal.http;

import java.time.Duration;

/** Told of each request once it is answered. */
@FunctionalInterface
public interface RequestMeter {
    /** Notes a request: its method, the template of its route or {@code unknown}, its status, its time. */
    void answered(String method, String template, int status, Duration took);
}
