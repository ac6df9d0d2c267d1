package dev.coppice.archive.spi;

/** Opens stores of one sort of address. Found by {@link java.util.ServiceLoader}. */
public interface StoreProvider {
    /** Whether this provider opens addresses of this scheme, such as {@code s3}. */
    boolean serves(String scheme);

    /** The store at an address such as {@code s3://bucket/prefix}; nothing is contacted yet. */
    ArchiveStore open(String address);
}
