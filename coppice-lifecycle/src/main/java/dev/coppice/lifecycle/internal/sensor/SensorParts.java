package dev.coppice.lifecycle.internal.sensor;

import dev.coppice.lifecycle.Backups;
import dev.coppice.lifecycle.Certificates;
import dev.coppice.lifecycle.Teardowns;
import dev.coppice.lifecycle.internal.kind.Kinds;
import dev.coppice.lifecycle.internal.resource.KindResources;
import javax.sql.DataSource;

/**
 * What sensors are made of. A value for any thread.
 *
 * @param database where everything is
 * @param kinds the kinds
 * @param resources their resources
 * @param teardowns begins and drives teardowns
 * @param backups the backups
 * @param certificates the certificates
 * @param worker the name of this process
 */
public record SensorParts(
        DataSource database,
        Kinds kinds,
        KindResources resources,
        Teardowns teardowns,
        Backups backups,
        Certificates certificates,
        String worker) {}
