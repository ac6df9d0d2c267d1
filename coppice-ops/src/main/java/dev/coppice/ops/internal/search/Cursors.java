package dev.coppice.ops.internal.search;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * From the place of a row in an order to text that can stand in an address, and back.
 *
 * <p>Version 1, before Base64 in its URL form without padding: the byte 1; 8 bytes that tell the order; for each of its
 * columns 4 bytes of length and so many of UTF-8, the text PostgreSQL has for the value, or the length -1 for null; 4 bytes of
 * CRC-32 over all that. It is not signed: whoever forges one moves in what scopes and conditions let him see anyway.
 */
final class Cursors {
    static final int MAX_LENGTH = 8_192;

    private static final byte VERSION = 1;
    private static final int CHECKSUM_BYTES = Integer.BYTES;
    private static final int NULL = -1;

    private final TotalOrder order;

    Cursors(TotalOrder order) {
        this.order = order;
    }

    String write(List<@Nullable String> place) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.write(order.fingerprint());
            for (var value : place) {
                writeValue(out, value);
            }
            out.writeInt(checksum(bytes.toByteArray()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        var cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
        if (cursor.length() > MAX_LENGTH) {
            throw SearchRefusals.cursorTooLong(order.search(), MAX_LENGTH);
        }
        return cursor;
    }

    List<@Nullable String> read(String cursor) {
        if (cursor.length() > MAX_LENGTH) {
            throw SearchRefusals.badCursor(order.search());
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(checked(cursor)))) {
            if (in.readByte() != VERSION
                    || !Arrays.equals(in.readNBytes(order.fingerprint().length), order.fingerprint())) {
                throw SearchRefusals.badCursor(order.search());
            }
            return readPlace(in);
        } catch (IOException | IllegalArgumentException malformed) {
            throw SearchRefusals.badCursor(order.search());
        }
    }

    private List<@Nullable String> readPlace(DataInputStream in) throws IOException {
        var place = new ArrayList<@Nullable String>();
        for (var term : order.terms()) {
            var value = readValue(in);
            if (value == null && !term.nullable()) {
                throw new IllegalArgumentException();
            }
            place.add(value);
        }
        if (in.available() > 0) {
            throw new IllegalArgumentException();
        }
        return place;
    }

    private static void writeValue(DataOutputStream out, @Nullable String value) throws IOException {
        if (value == null) {
            out.writeInt(NULL);
        } else {
            var bytes = value.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static @Nullable String readValue(DataInputStream in) throws IOException {
        var length = in.readInt();
        if (length == NULL) {
            return null;
        }
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException();
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(in.readNBytes(length)))
                .toString();
    }

    /** What is written in front of the checksum, if that is right. */
    private static byte[] checked(String cursor) {
        var bytes = Base64.getUrlDecoder().decode(cursor);
        var content = Arrays.copyOf(bytes, Math.max(0, bytes.length - CHECKSUM_BYTES));
        var written = ByteBuffer.wrap(bytes, content.length, bytes.length - content.length);
        if (written.remaining() != CHECKSUM_BYTES || written.getInt() != checksum(content)) {
            throw new IllegalArgumentException();
        }
        return content;
    }

    private static int checksum(byte[] bytes) {
        var sum = new CRC32();
        sum.update(bytes);
        return (int) sum.getValue();
    }
}
