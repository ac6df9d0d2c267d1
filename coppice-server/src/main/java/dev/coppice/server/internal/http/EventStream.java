package dev.coppice.server.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Sends what is seen as server-sent events. Each carries the whole state, so there is nothing to be caught up with and no id.
 * A stream ends when its subject is over, and after a while anyhow: who watches on comes again, and is asked who it is.
 */
final class EventStream {
    /** A caller who went away is noticed when the next thing is written. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    static final String TYPE = "text/event-stream";

    private static final long LONGEST = Duration.ofMinutes(5).toNanos();
    private static final String COMES_AGAIN_AFTER = "retry: 2000\n\n";

    private EventStream() {}

    /** Sends until it is over, the caller has gone, or the thread is interrupted. */
    static void send(SharedLook look, Context to) {
        SecurityHeaders.ALL.forEach(to::header);
        to.status(200);
        to.contentType(TYPE + "; charset=utf-8");
        // A proxy that collects answers before it sends them would keep every event.
        to.header("X-Accel-Buffering", "no");
        if (to.req().getMethod().equals("HEAD")) {
            return;
        }
        try {
            send(look, to.res().getOutputStream());
        } catch (IOException | InterruptedException ended) {
            // The caller has gone or the server stops, and what was begun can carry no problem document any more.
            return;
        }
    }

    private static void send(SharedLook look, OutputStream out) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST;
        write(out, COMES_AGAIN_AFTER);
        long version = 0;
        while (System.nanoTime() < end) {
            var news = look.after(version, HEARTBEAT);
            write(out, news.map(EventStream::event).orElse(":\n\n"));
            if (news.isPresent() && news.get().last()) {
                write(out, "event: end\ndata: {}\n\n");
                return;
            }
            version = news.map(SharedLook.Seen::version).orElse(version);
        }
    }

    private static String event(SharedLook.Seen seen) {
        var lines = new StringBuilder("event: ").append(seen.event()).append('\n');
        seen.data().lines().forEach(line -> lines.append("data: ").append(line).append('\n'));
        return lines.append('\n').toString();
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }
}
