package dev.coppice.archive.spi;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the bytes of archives: frames, appended and never changed, and small documents, replaced as a whole. Safe for any
 * thread. Failures are {@link StoreException}s; any other {@link IOException} counts as {@code FAILED}.
 *
 * <p>Names are made of ASCII letters, digits, {@code . _ -} and {@code /}.
 */
public interface ArchiveStore extends AutoCloseable {
    /** Where this is, for people: never with credentials. */
    String location();

    /**
     * Opens a segment for one writer and drops whatever lies behind its last committed frame, or makes sure that it can never
     * be taken for a frame.
     *
     * @param name the segment's name; its objects begin with it
     * @param suffix what the names of its objects end with, such as {@code .csv.zst}
     * @param last where its last committed frame lies; empty for a segment without one
     * @throws StoreException {@code BUSY} when another writer has it, {@code SHORT} when less is there than was committed
     */
    SegmentOutput append(String name, String suffix, Optional<Extent> last) throws IOException;

    /** The bytes of an extent; ends early when the object does. */
    InputStream read(Extent extent) throws IOException;

    /** How long an object is; empty when it is not there. */
    Optional<Long> length(String object) throws IOException;

    /** Writes a document, or replaces it: durable on return, and at no moment half there. */
    void put(String object, byte[] content) throws IOException;

    /** The same of what a stream yields, for objects too large to be held; a stream that fails leaves what was there. */
    default void put(String object, InputStream content) throws IOException {
        put(object, content.readAllBytes());
    }

    /** A document as it was put. */
    byte[] get(String object) throws IOException;

    /** The objects whose names begin with {@code prefix}, by name. */
    List<StoredObject> list(String prefix) throws IOException;

    /**
     * What the store keeps of objects whose names begin with {@code prefix} and does not list: versions before the last. By name.
     */
    default List<StoredObject> listEarlier(String prefix) throws IOException {
        return List.of();
    }

    /** Removes an object with all that is kept of it; one that is not there is no failure. */
    void delete(String object) throws IOException;

    @Override
    void close();
}
