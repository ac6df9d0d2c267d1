package dev.coppice.cli.internal;

import picocli.CommandLine.IVersionProvider;

/** The version this build carries in its manifest. */
public final class Version implements IVersionProvider {

    /** The bare version; "development" when run from classes without a jar. */
    public static String current() {
        var version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"coppice " + current()};
    }
}
