package dev.coppice.server.internal.http;

import java.time.Duration;
import java.util.function.IntSupplier;

/** Told of each request once it is answered, streams of events apart. */
public interface RequestMeter {
    /** Notes a request: its method, the template of its route or {@code unknown}, its status, its time. */
    void answered(String method, String template, int status, Duration took);

    /** Says where the number of event streams that are open can be read. */
    void watchers(IntSupplier open);
}
