package dev.coppice.server.internal.api;

import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Retry;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Statuses;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Files on their way out, a few at once. Each is written whole before its first byte is sent: what is wrong with it is then told
 * in place of half of it. It lies in a file that has lost its name as soon as it was made, so that nothing stays of it however
 * this process ends. Safe for any thread.
 */
public final class Downloads {
    private static final int MOST = 4;

    private final Semaphore free = new Semaphore(MOST);

    /**
     * A zip file that {@code writing} writes; its place is free again when it was sent.
     *
     * @throws dev.coppice.ops.CoppiceException {@code backup.too-many-downloads}
     */
    public Reply zip(String name, Consumer<OutputStream> writing) {
        if (!free.tryAcquire()) {
            throw tooMany().exception();
        }
        boolean given = false;
        try {
            var channel = unnamed();
            var sent = sent(channel);
            try {
                writing.accept(Channels.newOutputStream(channel));
                long length = channel.position();
                channel.position(0);
                given = true;
                return new Reply.Download(
                        "application/zip",
                        length,
                        sent,
                        Map.of("Content-Disposition", "attachment; filename=\"" + name + "\""));
            } finally {
                if (!given) {
                    channel.close();
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("a download could not be written to a file of this machine", broken);
        } finally {
            if (!given) {
                free.release();
            }
        }
    }

    // Where a file that is open cannot lose its name, it goes when it is closed.
    private static FileChannel unnamed() throws IOException {
        var file = Files.createTempFile("coppice-download-", ".zip");
        var channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try {
            Files.deleteIfExists(file);
        } catch (IOException inUse) {
            return channel;
        }
        return channel;
    }

    private InputStream sent(FileChannel channel) {
        var open = new AtomicBoolean(true);
        return new FilterInputStream(Channels.newInputStream(channel)) {
            @Override
            public void close() throws IOException {
                if (open.getAndSet(false)) {
                    free.release();
                    super.close();
                }
            }
        };
    }

    private static Fault tooMany() {
        return Fault.of(Statuses.TOO_MANY_DOWNLOADS, Fault.Kind.CONFLICT)
                .refused("The file was not sent.")
                .found("So many downloads as this server makes at once, " + MOST + ", are under way.")
                .changed("Nothing was changed.")
                .next("Ask again after 10 s.")
                .leaving(Effect.NONE, Retry.SAFE);
    }
}
