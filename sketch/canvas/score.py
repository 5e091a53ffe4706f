from lib import *
import mlp
rng=np.random.default_rng(0)
ld=lambda n: {k:v for k,v in np.load(C+n+'-quads.npz').items()}
tr=ld('cscenes'); ma=ld('masters'); te=ld('gscenes'); fi=ld('field'); ga=ld('gallery')
def rel(c): return np.concatenate([c,c-c[:,:1]],-1)[...,:]  # beside the whole file
mu,sd=tr['cues'].reshape(-1,37).mean(0),tr['cues'].reshape(-1,37).std(0)+1e-3
f=lambda d: np.clip((d['cues']-mu)/sd,-5,5).astype(np.float32)
valid=lambda d: d['err']<9
# soft targets: better corners get more
def goal(d): t=np.exp(-(d['err']/.008)**2/2)*(d['err']<.03); t[:,0]+=1e-6; return t/t.sum(1,keepdims=True)
X=np.concatenate([f(tr),f(ma)]);T=np.concatenate([goal(tr),goal(ma)]).astype(np.float32);V=np.concatenate([valid(tr),valid(ma)]);W=np.r_[np.ones(len(tr['err'])),np.full(len(ma['err']),1.0)]
net=mlp.init([37,48,24,1],rng); opt=mlp.Adam(net,.01); E=40;B=32;n=len(X);tot=E*(n//B);t=0
for e in range(E):
    o=rng.permutation(n);L_=0
    for s in range(n//B):
        r=o[s*B:(s+1)*B]; x=X[r].reshape(-1,37); hs,zs=mlp.fwd(net,x); z=np.where(V[r],hs[-1].reshape(B,-1),-1e9); p=softmax(z); g=((p-T[r])/B).reshape(-1,1).astype(np.float32)
        L_+=-(T[r]*np.log(p+1e-9)).sum()/B; opt.step(net,mlp.back(net,hs,zs,g),mlp.sched(t,tot,2e-3)); t+=1
    if e%10==9: print(e,L_/(n//B))
np.savez(C+'score.npz',mu=mu,sd=sd,**{f'{a}{i}':v for i,l in enumerate(net) for a,v in zip('wb',l)})
def pick(d):
    z=np.where(valid(d),mlp.fwd(net,f(d).reshape(-1,37))[0][-1].reshape(len(d['err']),-1),-1e9); p=softmax(z); return p.argmax(1),p
def rep(n,d):
    b,p=pick(d); e=d['err'][np.arange(len(b)),b]; box=np.isin(d['sur'],['border','mat','bars','page']); none=np.isin(d['sur'],['none','photo','masters','gallery','subjects'])
    # confidence: probability that lies within 2% of the picked
    q=d['quads']; near=(np.abs(q-q[np.arange(len(b)),b][:,None]).max((2,3))<.03); conf=(p*near).sum(1)
    pl=~box&~none
    for nm,m in (('boxes',box),('places',pl)):
        if m.any(): print(n,nm,int((e[m]<.02).sum()),int(m.sum()),round((e[m]<.02).mean(),3),'best',round((d['err'][m].min(1)<.02).mean(),3),'median',round(float(np.median(e[m])),4),'confident>.7',int(((conf>.7)&m&(b>0)).sum()),'right of these',int(((conf>.7)&m&(b>0)&(e<.02)).sum()))
    for s in sorted(set(d['sur'][none])):
        m=d['sur']==s; print(n,s,'cut',int((b[m]>0).sum()),'cut confident .7/.9',int(((b>0)&(conf>.7))[m].sum()),int(((b>0)&(conf>.9))[m].sum()),int(m.sum()))
    return b,conf
rep('gscenes',te); b,conf=rep('field',fi); rep('gallery',ga)
np.savez(C+'field-pick.npz',b=b,conf=conf)
