package dev.coppice.archive.s3;

import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.Extent;
import dev.coppice.archive.spi.SegmentOutput;
import dev.coppice.archive.spi.StoreException;
import dev.coppice.archive.spi.StoreException.Reason;
import dev.coppice.archive.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Archives in S3 or a compatible server: one object for each frame, under a name no other attempt has, so that what a crash
 * leaves is never taken for a frame and nothing is ever overwritten but the manifest. Safe for any thread; closing it closes
 * its connections.
 *
 * <p>A segment is not locked here: two writers would write objects of different names, and the ledger decides whose count.
 */
public final class S3Store implements ArchiveStore {
    private final S3Address address;
    private final S3Client s3;

    private S3Store(S3Address address, S3Client s3) {
        this.address = address;
        this.s3 = s3;
    }

    /** The store at an address. Nothing is contacted yet. */
    public static S3Store at(S3Address address) {
        return new S3Store(address, S3Clients.open(address));
    }

    @Override
    public String location() {
        return address.toString();
    }

    @Override
    public SegmentOutput append(String name, String suffix, Optional<Extent> last) throws IOException {
        if (last.isPresent()) {
            requireWhole(last.get());
        }
        return new S3Segment(this, name, suffix);
    }

    @Override
    public InputStream read(Extent extent) throws IOException {
        var range = "bytes=" + extent.offset() + "-" + (extent.end() - 1);
        return S3Failure.told(() -> s3.getObject(request ->
                request.bucket(address.bucket()).key(key(extent.object())).range(range)));
    }

    @Override
    public Optional<Long> length(String object) throws IOException {
        try {
            return Optional.of(S3Failure.told(() -> s3.headObject(
                            request -> request.bucket(address.bucket()).key(key(object))))
                    .contentLength());
        } catch (StoreException failure) {
            if (failure.reason() == Reason.MISSING) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public void put(String object, byte[] content) throws IOException {
        S3Failure.told(() -> s3.putObject(
                request -> request.bucket(address.bucket()).key(key(object)).contentMD5(Md5.of(content)),
                RequestBody.fromBytes(content)));
    }

    @Override
    public void put(String object, InputStream content) throws IOException {
        try (var spool = Spool.open()) {
            spool.write(content);
            spool.end();
            S3Failure.told(() -> s3.putObject(
                    request -> request.bucket(address.bucket())
                            .key(key(object))
                            .contentLength(spool.length())
                            .contentMD5(spool.md5()),
                    RequestBody.fromFile(spool.file())));
        }
    }

    @Override
    public byte[] get(String object) throws IOException {
        return S3Failure.told(() -> s3.getObjectAsBytes(
                        request -> request.bucket(address.bucket()).key(key(object))))
                .asByteArray();
    }

    @Override
    public List<StoredObject> list(String start) throws IOException {
        return S3Failure.told(() ->
                s3
                        .listObjectsV2Paginator(
                                request -> request.bucket(address.bucket()).prefix(key(start)))
                        .contents()
                        .stream()
                        .map(found -> new StoredObject(
                                found.key().substring(address.prefix().length()), found.size(), found.lastModified()))
                        .toList());
    }

    @Override
    public List<StoredObject> listEarlier(String start) throws IOException {
        return versions(key(start)).stream()
                .filter(version -> !version.shown())
                .map(version -> new StoredObject(
                        version.key().substring(address.prefix().length()), version.size(), version.at()))
                .toList();
    }

    // A bucket with versions only puts a mark before what is deleted, and says so.
    @Override
    public void delete(String object) throws IOException {
        var key = key(object);
        var deleted = S3Failure.told(() ->
                s3.deleteObject(request -> request.bucket(address.bucket()).key(key)));
        if (deleted.versionId() != null || Boolean.TRUE.equals(deleted.deleteMarker())) {
            for (var version : versions(key)) {
                if (version.key().equals(key)) {
                    S3Failure.told(() -> s3.deleteObject(
                            request -> request.bucket(address.bucket()).key(key).versionId(version.id())));
                }
            }
        }
    }

    private List<S3Version> versions(String start) throws IOException {
        try {
            return S3Failure.told(() ->
                    s3
                            .listObjectVersionsPaginator(
                                    request -> request.bucket(address.bucket()).prefix(start))
                            .stream()
                            .flatMap(S3Version::of)
                            .toList());
        } catch (StoreException failure) {
            if (S3Failure.isUnknown(failure)) {
                return List.of(); // a server without versions
            }
            throw failure;
        }
    }

    @Override
    public void close() {
        s3.close();
    }

    @Override
    public String toString() {
        return location();
    }

    /** Writes a new object, whole or not at all. */
    void create(String object, Spool spool) throws IOException {
        try {
            S3Failure.told(() -> s3.putObject(
                    request -> request.bucket(address.bucket())
                            .key(key(object))
                            .ifNoneMatch("*")
                            .contentLength(spool.length())
                            .contentMD5(spool.md5()),
                    RequestBody.fromFile(spool.file())));
        } catch (StoreException failure) {
            // Nobody else uses this name: it is there because the reply to an earlier attempt was lost.
            if (!S3Failure.isThereAlready(failure)) {
                throw failure;
            }
        }
        requireWhole(new Extent(object, 0, spool.length()));
    }

    private void requireWhole(Extent extent) throws IOException {
        var length = length(extent.object());
        if (length.isEmpty()) {
            throw new StoreException(Reason.MISSING, "the object " + key(extent.object()) + " is not there", null);
        }
        if (length.get() < extent.end()) {
            throw new StoreException(
                    Reason.SHORT,
                    "the object " + key(extent.object()) + " has " + length.get() + " bytes, and " + extent.end()
                            + " were written",
                    null);
        }
    }

    private String key(String object) {
        return address.prefix() + object;
    }
}
