package dev.coppice.spring.internal.actuator;

import dev.coppice.control.Act;
import dev.coppice.control.Freeze;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationQuery;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.spring.internal.actuator.CoppiceReport.CampaignLine;
import dev.coppice.spring.internal.actuator.CoppiceReport.FreezeLine;
import dev.coppice.spring.internal.actuator.CoppiceReport.OperationLine;
import dev.coppice.spring.internal.actuator.CoppiceReport.PolicyLine;
import dev.coppice.spring.internal.jobs.ApplicationJobs;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * {@code /actuator/coppice}: what there is and what is under way; {@code /actuator/coppice/freeze} and {@code /unfreeze} stop
 * everything and let it go on. Nothing is deleted by it.
 */
@WebEndpoint(id = "coppice")
public final class CoppiceEndpoint {
    private final Parts parts;
    private final FreezeSwitch freeze;

    /** An endpoint on the database of {@code source}. */
    public CoppiceEndpoint(DataSource source, Parts parts) {
        this.parts = parts;
        this.freeze = new FreezeSwitch(source);
    }

    /**
     * What the application has.
     *
     * @param policies its policies
     * @param campaigns where they are executed
     * @param lifecycle its lifecycle
     * @param jobs its jobs
     */
    public record Parts(
            List<Policy> policies,
            Campaigns campaigns,
            Optional<Lifecycle> lifecycle,
            Optional<ApplicationJobs> jobs) {}

    /** What can be done. */
    public enum Change {
        /** Let no further chunk and no further step that destroys begin. */
        FREEZE,
        /** Let them begin again. */
        UNFREEZE;

        private void in(Freeze freeze, Act act) {
            switch (this) {
                case FREEZE -> freeze.freeze(act);
                case UNFREEZE -> freeze.unfreeze(act);
            }
        }
    }

    /** What there is and what is under way. */
    @ReadOperation
    public CoppiceReport report() {
        return new CoppiceReport(
                parts.policies().stream().map(PolicyLine::of).toList(),
                parts.policies().stream()
                        .flatMap(policy -> parts.campaigns().unfinished(policy).stream())
                        .map(CampaignLine::of)
                        .toList(),
                parts.lifecycle().map(Lifecycle::kinds).orElse(List.of()),
                parts.lifecycle().map(CoppiceEndpoint::unfinished).orElse(List.of()).stream()
                        .map(OperationLine::of)
                        .toList(),
                parts.jobs().map(ApplicationJobs::standings).orElse(List.of()),
                freeze.in(now -> FreezeLine.of(now.state())));
    }

    /** Freezes or unfreezes; the caller and the reason enter the audit trail. */
    @WriteOperation
    public FreezeLine change(SecurityContext caller, @Selector Change change, String reason) {
        var act = act(Optional.ofNullable(caller.getPrincipal()).map(Principal::getName), reason);
        try {
            return freeze.in(now -> {
                change.in(now, act);
                return FreezeLine.of(now.state());
            });
        } catch (CoppiceException refused) {
            throw invalid(refused);
        }
    }

    private static Act act(Optional<String> caller, String reason) {
        try {
            return Act.of(caller.orElse("actuator"), reason);
        } catch (IllegalArgumentException blank) {
            throw invalid(blank);
        }
    }

    private static InvalidEndpointRequestException invalid(RuntimeException refusal) {
        var message = String.valueOf(refusal.getMessage());
        return new InvalidEndpointRequestException(message, message, refusal);
    }

    private static List<Operation> unfinished(Lifecycle lifecycle) {
        var newest = OperationQuery.newest();
        return lifecycle
                .operations()
                .list(new OperationQuery(
                        newest.kind(),
                        newest.resource(),
                        newest.parent(),
                        true,
                        false,
                        newest.before(),
                        newest.limit()))
                .items();
    }
}
