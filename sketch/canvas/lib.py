import sys; sys.path[:0]=['/work/wt-field/src','/work/wt-field/scripts']
import numpy as np, csv, json
from scipy.optimize import minimize
C='/work/notes/field-cache/'
def L(n): return np.load(C+n+'-raw.npy')
def J(n): return json.load(open(C+n+'.json'))
F=list(csv.DictReader(open('/work/shared/data/field/pictures.csv')))
KINDS=['painting','drawing','photograph','other']
fk=np.array([KINDS.index(r['kind']) for r in F]); fs_=np.array([r['source'] for r in F])
def softmax(z):
    p=np.exp(z-z.max(1,keepdims=True)); return p/p.sum(1,keepdims=True)
def fit(x,allowed,w,decay,iters=100,init=None):
    """partial-label multinomial logistic: allowed (n,K) 0/1."""
    n,d=x.shape; K=allowed.shape[1]; w=(w/w.sum()).astype(np.float32)
    def loss(flat):
        t=flat.reshape(d+1,K).astype(np.float32); p=softmax(x@t[:-1]+t[-1]); q=p*allowed; s=np.maximum(q.sum(1,keepdims=True),1e-9)
        e=(p-q/s)*w[:,None]; g=np.concatenate([x.T@e+2*decay*t[:-1],e.sum(0,keepdims=True)])
        return float(-(w*np.log(s[:,0])).sum()+decay*(t[:-1]**2).sum()),g.ravel().astype(np.float64)
    r=minimize(loss,np.zeros((d+1)*K) if init is None else init,jac=True,method='L-BFGS-B',options={'maxiter':iters}).x
    return r.reshape(d+1,K).astype(np.float32)
