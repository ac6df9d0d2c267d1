package dev.coppice.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends the head of a request and lets its body wait. */
final class SlowSender implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;

    private SlowSender(Socket socket) {
        this.socket = socket;
    }

    /** Announces 250 kB from an address of this machine, and sends none of them. */
    static SlowSender from(String address, LiveServer server, String path, String headers) throws IOException {
        var here = InetAddress.getByName(address);
        var socket = new Socket(InetAddress.getLoopbackAddress(), port(server), here, 0);
        socket.setSoTimeout(PATIENCE_MILLIS);
        var head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: 250000\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return new SlowSender(socket);
    }

    /** Sends one more byte; false once the server takes no more. */
    boolean trickles() {
        try {
            socket.getOutputStream().write(' ');
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** The first line of the answer, once there is one. */
    String answer() {
        try {
            var line = socket.getInputStream().readNBytes(20);
            return new String(line, StandardCharsets.US_ASCII);
        } catch (IOException broken) {
            throw new AssertionError("no answer", broken);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static int port(LiveServer server) {
        return Integer.parseInt(server.url().substring(server.url().lastIndexOf(':') + 1));
    }
}
