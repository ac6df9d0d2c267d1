package dev.coppice.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/** Sends bytes as they are: a client of the usual sort would mend or refuse what tests want to send. */
record RawClient(int port) {
    private static final int WITHIN_MILLIS = 60_000;

    static RawClient of(LiveServer server) {
        return new RawClient(
                Integer.parseInt(server.url().substring(server.url().lastIndexOf(':') + 1)));
    }

    /**
     * What came back.
     *
     * @param status the status; 0 when the server closed the connection without a word
     * @param type the content type
     * @param body the text, of a stream of events none
     */
    record Answer(int status, String type, String body) {
        boolean problem() {
            return type.startsWith("application/problem+json")
                    && body.contains("\"code\":\"")
                    && body.contains("\"status\":" + status);
        }
    }

    /** Sends a head, to which the end of it is added, and a body. */
    Answer send(String head, byte[] body) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(WITHIN_MILLIS);
            var out = socket.getOutputStream();
            try {
                out.write((head + "Connection: close\r\n\r\n").getBytes(UTF_8));
                out.write(body);
                out.flush();
            } catch (IOException refusedEarly) {
                // The server has answered and closed before it read the end; its answer may still be there.
                return answer(socket.getInputStream());
            }
            return answer(socket.getInputStream());
        } catch (IOException gone) {
            return new Answer(0, "", "");
        }
    }

    private static Answer answer(InputStream in) throws IOException {
        var text = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                text.write(next);
                var soFar = text.size() % 64 == 0 ? text.toString(ISO_8859_1) : "";
                if (soFar.contains("text/event-stream")) {
                    break;
                }
            }
        } catch (IOException cut) {
            // Closed with bytes unread on the way to the server: what came is all there is.
            return parsed(text.toString(UTF_8));
        }
        return parsed(text.toString(UTF_8));
    }

    private static Answer parsed(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (!text.startsWith("HTTP/1.1 ") || end < 0) {
            return new Answer(0, "", text);
        }
        var type = text.substring(0, end)
                .lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-type:"))
                .map(line -> line.substring(13).strip())
                .findFirst()
                .orElse("");
        return new Answer(Integer.parseInt(text.substring(9, 12)), type, text.substring(end + 4));
    }
}
