package dev.coppice.prune.internal.gc;

import dev.coppice.archive.spi.StoredObject;
import dev.coppice.prune.GcPlan.Waste;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What of an archive's objects belongs to nothing, from what the ledger says is committed. */
final class Leftovers {
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /** Names that only a writer of archives gives; whatever else lies there is somebody else's. */
    private static final Pattern OURS = Pattern.compile("[^/]+/(?:manifest\\.json\\." + UUID
            + "\\.tmp|\\d{4,}-[^/]+?(?:/\\d{6,}-" + UUID + ")?\\.csv\\.zst(?:\\.aes)?)");

    private final String archive;
    private final List<StoredObject> objects;

    /** The objects as they were listed before the ledger was read. */
    Leftovers(String archive, List<StoredObject> objects) {
        this.archive = archive;
        this.objects = List.copyOf(objects);
    }

    /**
     * What may go.
     *
     * @param committed where the last committed frame of each object ends
     * @param before nothing that was written later
     */
    List<Waste> waste(Map<String, Long> committed, Instant before) {
        var waste = new ArrayList<Waste>();
        for (var object : objects) {
            long kept = committed.getOrDefault(object.name(), 0L);
            var stays = kept > 0 && object.length() <= kept;
            if (!stays
                    && OURS.matcher(object.name()).matches()
                    && object.modifiedAt().isBefore(before)) {
                waste.add(new Waste(archive, object.name(), kept, object.length() - kept));
            }
        }
        return waste;
    }

    /** What is neither a manifest nor named as a writer of archives names things. */
    List<String> strangers() {
        return objects.stream()
                .map(StoredObject::name)
                .filter(name -> !name.equals(archive + "/manifest.json")
                        && !OURS.matcher(name).matches())
                .toList();
    }
}
