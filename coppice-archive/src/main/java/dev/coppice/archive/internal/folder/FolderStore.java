package dev.coppice.archive.internal.folder;

import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.Extent;
import dev.coppice.archive.spi.SegmentOutput;
import dev.coppice.archive.spi.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Archives in a folder of this machine: one file for each segment, readable by its owner alone. Safe for any thread. */
public final class FolderStore implements ArchiveStore {
    private final Path root;

    /** A store in {@code root}, which is made when first written to. */
    public FolderStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public String location() {
        return "file:" + root;
    }

    @Override
    public SegmentOutput append(String name, String suffix, Optional<Extent> last) throws IOException {
        var object = name + suffix;
        if (last.isPresent() && !last.get().object().equals(object)) {
            throw new IllegalArgumentException(
                    "last must lie in " + object + ", was in: " + last.get().object());
        }
        try {
            return FolderSegment.open(object, path(object), last.map(Extent::end));
        } catch (IOException failure) {
            throw FolderFailure.of(failure, root);
        }
    }

    @Override
    public InputStream read(Extent extent) throws IOException {
        try {
            var channel = Files.newByteChannel(path(extent.object()), StandardOpenOption.READ);
            channel.position(extent.offset());
            return Channels.newInputStream(channel);
        } catch (IOException failure) {
            throw FolderFailure.of(failure, root);
        }
    }

    @Override
    public Optional<Long> length(String object) throws IOException {
        var file = path(object);
        return Files.isRegularFile(file) ? Optional.of(Files.size(file)) : Optional.empty();
    }

    @Override
    public void put(String object, byte[] content) throws IOException {
        put(object, new ByteArrayInputStream(content));
    }

    @Override
    public void put(String object, InputStream content) throws IOException {
        try {
            Documents.replace(path(object), content);
        } catch (IOException failure) {
            throw FolderFailure.of(failure, root);
        }
    }

    @Override
    public byte[] get(String object) throws IOException {
        try {
            return Files.readAllBytes(path(object));
        } catch (IOException failure) {
            throw FolderFailure.of(failure, root);
        }
    }

    @Override
    public List<StoredObject> list(String prefix) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> name(file).startsWith(prefix))
                    .sorted()
                    .map(this::stored)
                    .toList();
        } catch (UncheckedIOException failure) {
            throw FolderFailure.of(failure.getCause(), root);
        }
    }

    @Override
    public void delete(String object) throws IOException {
        try {
            Files.deleteIfExists(path(object));
        } catch (IOException failure) {
            throw FolderFailure.of(failure, root);
        }
    }

    @Override
    public void close() {
        // Nothing is held open between calls; a segment is closed by its writer.
    }

    @Override
    public String toString() {
        return location();
    }

    private Path path(String object) {
        return root.resolve(new Extent(object, 0, 0).object());
    }

    private String name(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private StoredObject stored(Path file) {
        try {
            return new StoredObject(
                    name(file),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toInstant());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
