package io.github.sparkonlambda.driver;

import javax.management.InstanceNotFoundException;
import javax.management.MBeanRegistrationException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/** The management beans of a job's classes. The next job could not register one of that name. */
final class JobBeans {
  private JobBeans() {}

  /** Unregisters them. No server is made where there is none. */
  static void unregister(RunClassLoader loader) {
    for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
      for (ObjectName name : server.queryNames(null, null)) {
        try {
          if (loader.isOfTheJob(server.getClassLoaderFor(name))) {
            server.unregisterMBean(name);
          }
        } catch (InstanceNotFoundException e) {
          // It has gone meanwhile, which is what is wanted.
        } catch (MBeanRegistrationException e) {
          // One that refuses stays: as much as a library could do with it in a JVM of its own.
          System.err.println("The bean " + name + " could not be unregistered: " + e.getCause());
        }
      }
    }
  }
}
