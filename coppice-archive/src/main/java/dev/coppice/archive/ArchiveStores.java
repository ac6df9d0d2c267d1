package dev.coppice.archive;

import dev.coppice.archive.internal.folder.FolderStore;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.StoreProvider;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** Opens stores by their address. */
public final class ArchiveStores {
    private static final String FILE = "file:";

    private ArchiveStores() {}

    /** The store in a folder, which is made when first written to; its files are for their owner alone. */
    public static ArchiveStore folder(Path folder) {
        return new FolderStore(folder);
    }

    /**
     * The store at an address such as {@code file:./archive} or, with {@code coppice-archive-s3}, {@code s3://bucket/prefix}.
     *
     * @throws dev.coppice.ops.CoppiceException {@code archive.store-unknown} when nothing serves it
     */
    public static ArchiveStore open(String address) {
        if (address.startsWith(FILE)) {
            return folder(folderOf(address));
        }
        var scheme = address.replaceFirst(":.*", "");
        for (var provider : ServiceLoader.load(StoreProvider.class, ArchiveStores.class.getClassLoader())) {
            if (provider.serves(scheme)) {
                return provider.open(address);
            }
        }
        throw ArchiveFaults.unknownStore(address);
    }

    /** The address as it is meant from any working folder: that of a folder becomes absolute, any other stays as it is. */
    public static String absolute(String address) {
        return address.startsWith(FILE)
                ? FILE + folderOf(address).toAbsolutePath().normalize()
                : address;
    }

    private static Path folderOf(String address) {
        return Path.of(address.substring(FILE.length()).replaceFirst("^///", "/"));
    }
}
