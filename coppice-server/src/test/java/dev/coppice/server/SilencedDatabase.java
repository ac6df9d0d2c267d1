package dev.coppice.server;

import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A way to a database that at some moment passes nothing on any more, while connections stay open and are accepted. */
final class SilencedDatabase implements AutoCloseable {
    private final URI real;
    private final ServerSocket door;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile boolean silent;

    private SilencedDatabase(URI real, ServerSocket door) {
        this.real = real;
        this.door = door;
    }

    static SilencedDatabase before(TestDatabase database) throws IOException {
        var door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var silenced = new SilencedDatabase(URI.create(database.url().substring("jdbc:".length())), door);
        Thread.ofVirtual().start(silenced::accept);
        return silenced;
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + door.getLocalPort() + real.getPath();
    }

    void fallSilent() {
        silent = true;
    }

    private void accept() {
        try {
            while (true) {
                var client = door.accept();
                var server = new Socket(real.getHost(), real.getPort());
                sockets.add(client);
                sockets.add(server);
                Thread.ofVirtual().start(() -> pass(client, server));
                Thread.ofVirtual().start(() -> pass(server, client));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            pass(from.getInputStream(), to.getOutputStream());
        } catch (IOException ended) {
            return;
        }
    }

    private void pass(InputStream in, OutputStream out) throws IOException {
        var buffer = new byte[8192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (!silent) {
                out.write(buffer, 0, read);
                out.flush();
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
