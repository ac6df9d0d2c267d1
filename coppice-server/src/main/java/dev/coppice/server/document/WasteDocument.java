package dev.coppice.server.document;

import dev.coppice.prune.GcPlan;
import java.util.List;

/**
 * What crashes have left behind in stores. A value for any thread.
 *
 * @param executed whether it was removed
 * @param bytes how many bytes
 * @param items the same by store
 */
public record WasteDocument(boolean executed, long bytes, List<Store> items) {
    /** Copies the list. */
    public WasteDocument {
        items = List.copyOf(items);
    }

    /**
     * What lies in one store.
     *
     * @param store its address
     * @param bytes how many bytes
     * @param waste what may go, or went
     * @param ignored archives that were passed over, each with the reason
     * @param foreign archives of campaigns of another database
     */
    public record Store(
            String store, long bytes, List<GcPlan.Waste> waste, List<String> ignored, List<String> foreign) {
        /** Copies the lists. */
        public Store {
            waste = List.copyOf(waste);
            ignored = List.copyOf(ignored);
            foreign = List.copyOf(foreign);
        }

        /** What lies in the store at this address. */
        public static Store of(String address, GcPlan plan) {
            return new Store(address, plan.bytes(), plan.waste(), plan.ignored(), plan.foreign());
        }
    }

    /** What lies in these stores. */
    public static WasteDocument of(boolean executed, List<Store> stores) {
        return new WasteDocument(
                executed, stores.stream().mapToLong(Store::bytes).sum(), stores);
    }
}
