package dev.coppice.cli.internal.lifecycle;

import dev.coppice.lifecycle.ResourceId;
import picocli.CommandLine.Parameters;

/** A resource, as it is named on the command line. */
final class ResourceWords {
    @Parameters(index = "0", paramLabel = "KIND", description = "The kind, as coppice.yaml names it.")
    String kind = "";

    @Parameters(index = "1", paramLabel = "ID", description = "The id.")
    String id = "";

    ResourceId resource() {
        return new ResourceId(kind, id);
    }
}
