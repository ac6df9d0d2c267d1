package dev.coppice.cli.internal.lifecycle;

import dev.coppice.server.document.DeprovisionDocument;
import java.util.Optional;

/** The teardown of one resource, wherever it is done. What is refused is thrown. */
interface Teardown {
    /** What it would do. */
    DeprovisionDocument plan();

    /** One that was begun before and has not ended. */
    Optional<DeprovisionDocument> underWay();

    /** Signs the plan of a hash. */
    void approve(String hash);

    /** Begins it, under the plan of this hash where one is given. */
    DeprovisionDocument begin(Optional<String> hash);

    /** Sees it through until it has ended or has to wait. */
    DeprovisionDocument carriedOn(DeprovisionDocument begun);

    /** Tells what has come of it. */
    TeardownEnding ending();
}
