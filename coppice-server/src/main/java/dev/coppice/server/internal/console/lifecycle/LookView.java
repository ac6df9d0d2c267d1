package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.server.document.ResourceReport;
import dev.coppice.server.internal.console.Figures;
import java.util.List;

/**
 * What a look into the stores of a resource has found.
 *
 * @param resource the resource
 * @param link the address of its page
 * @param total how much there is in all
 * @param stores what each step sees
 * @param children those that belong to it
 * @param blockers what refuses its teardown now
 * @param warnings what should be known before
 */
public record LookView(
        String resource,
        String link,
        String total,
        List<Store> stores,
        List<Child> children,
        List<String> blockers,
        List<String> warnings) {
    /**
     * What one step sees.
     *
     * @param step its name
     * @param items how much, or why it could not see
     * @param bytes how many bytes they have; empty where that is not known
     * @param seen whether it could see
     */
    public record Store(String step, String items, String bytes, boolean seen) {}

    /**
     * One that belongs to it.
     *
     * @param id its id
     * @param link the address of its page
     */
    public record Child(String id, String link) {}

    static LookView of(ResourceReport report) {
        var resource = report.resource();
        var id = new ResourceId(resource.kind(), resource.id());
        var storage = report.storage();
        return new LookView(
                resource.id(),
                Links.resource(id).text(),
                Figures.count(storage.items(), "item")
                        + (storage.bytes() == 0 ? "" : ", " + Figures.bytes(storage.bytes())),
                storage.steps().stream().map(LookView::store).toList(),
                report.children().stream()
                        .map(child -> new Child(
                                child,
                                Links.resource(new ResourceId(id.kind(), child)).text()))
                        .toList(),
                report.blockers().stream().map(blocker -> blocker.message()).toList(),
                report.warnings());
    }

    private static Store store(ResourceReport.Seen seen) {
        var items = seen.items();
        var bytes = seen.bytes();
        var message = seen.message();
        return new Store(
                seen.step(),
                items != null ? Figures.grouped(items) : message != null ? message : "It could not be counted.",
                bytes == null || bytes == 0 ? "" : Figures.bytes(bytes),
                items != null);
    }
}
