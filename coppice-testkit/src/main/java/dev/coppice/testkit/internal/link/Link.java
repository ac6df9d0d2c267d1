package dev.coppice.testkit.internal.link;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * One client's connection through the proxy: what it sends goes through the {@link DelayLine}, what the server answers goes
 * back at once. Three threads, since reading, waiting and answering must not wait for each other. It ends whole: when one
 * side is gone, the other one is closed once it has got what was on its way.
 */
public final class Link {
    private static final long ENDING_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private final Socket client;
    private final Socket server;
    private final Turns turns;
    private final DelayLine line;
    private final List<Thread> threads;

    /** The turn under way; zero before the first. */
    private volatile long turn;

    /** Whether the server has said something since the client did, so that what the client says next begins a turn. */
    private volatile boolean answered = true;

    private Link(Socket client, Socket server, Duration delay, Turns turns) {
        this.client = client;
        this.server = server;
        this.turns = turns;
        this.line = new DelayLine(delay.toNanos());
        this.threads = List.of(
                thread("request", this::readRequests),
                thread("delay", () -> {
                    line.drainTo(server.getOutputStream());
                    server.shutdownOutput();
                }),
                thread("reply", this::passReplies));
    }

    /** A link between two open sockets, which it closes. */
    public static Link between(Socket client, Socket server, Duration delay, Turns turns) throws IOException {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        return new Link(client, server, delay, turns);
    }

    /** Begins to carry. */
    public void start() {
        threads.forEach(Thread::start);
    }

    /** Ends now, with whatever is on its way lost. */
    public void cut() {
        close(client);
        close(server);
        threads.forEach(Thread::interrupt);
    }

    /** Waits until its threads have ended, after {@link #cut}. */
    public void awaitEnd() throws InterruptedException {
        for (var thread : threads) {
            thread.join(ENDING_MILLIS);
        }
    }

    /** Whether none of its threads runs any more, once started. */
    public boolean hasEnded() {
        return threads.stream().noneMatch(Thread::isAlive);
    }

    private void readRequests() throws IOException, InterruptedException {
        var buffer = new byte[DelayLine.PIECE_BYTES];
        var in = client.getInputStream();
        for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (answered) {
                answered = false;
                turn = turns.begin();
            }
            if (turns.isCutBeforeRequest(turn)) {
                cut();
                return;
            }
            line.put(ByteBuffer.wrap(Arrays.copyOf(buffer, count)));
        }
        line.end();
    }

    private void passReplies() throws IOException {
        var buffer = new byte[DelayLine.PIECE_BYTES];
        var in = server.getInputStream();
        var out = client.getOutputStream();
        for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (turns.isCutBeforeReply(turn)) {
                break;
            }
            answered = true; // before the client can see it and send what begins the next turn
            out.write(buffer, 0, count);
        }
        cut();
    }

    private Thread thread(String role, Carrying carrying) {
        var thread = new Thread(() -> carry(carrying), "coppice-link-" + role + "-" + client.getPort());
        thread.setDaemon(true);
        return thread;
    }

    private void carry(Carrying carrying) {
        try {
            carrying.run();
        } catch (IOException | InterruptedException ended) {
            // Either side may go at any time; then the other one has to.
            cut();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            LoggerFactory.getLogger(Link.class).debug("a socket did not close in order", failure);
        }
    }

    @FunctionalInterface
    private interface Carrying {
        void run() throws IOException, InterruptedException;
    }
}
