package dev.coppice.archive.s3.internal;

import dev.coppice.archive.s3.S3Address;
import dev.coppice.archive.s3.S3Store;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.StoreProvider;

/** Opens {@code s3://bucket/prefix}. */
public final class S3StoreProvider implements StoreProvider {
    /** For the service loader. */
    public S3StoreProvider() {}

    @Override
    public boolean serves(String scheme) {
        return scheme.equals("s3");
    }

    @Override
    public ArchiveStore open(String address) {
        return S3Store.at(S3Address.parse(address));
    }
}
